"""Which file names of photos are kept: a camera's own, and no person's."""

import pytest

from audit_app.photos.original_name import camera_name


@pytest.mark.parametrize(
    "name",
    [
        "IMG_0123.jpg",
        "IMG_E0123.HEIC",
        "image.jpg",
        "DSC00001.JPG",
        "_DSC0001.jpg",
        "PXL_20260102_093000123.jpg",
        "20260102_093000.jpg",
        "2026-01-02 09.30.00.jpg",
        "WhatsApp Image 2026-01-02 at 09.30.12.jpeg",
        "IMG_20260102_093000 (2).jpg",
        "Screenshot_20260102-093000.png",
    ],
)
def test_the_name_a_camera_gave_is_kept(name):
    assert camera_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "John Smith knee.jpg",
        "IMG_0123 Smith.jpg",
        "Imgard.jpg",
        "4857773456.jpg",
        "IMG_4857773456.jpg",
        "RNZ123456.jpg",
        "scan-smith.png",
        "",
        "IMG_" + "1_" * 400 + ".jpg",
    ],
)
def test_a_name_that_a_person_gave_is_left_out(name):
    assert camera_name(name) == ""
