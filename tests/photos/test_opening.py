"""Whatever a file holds, it becomes a right-side-up sRGB copy or a refusal that names it."""

import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, TiffImagePlugin

from audit_app.errors import PhotoRefused
from audit_app.photos import colour, decoder
from audit_app.photos.copies import copies, thumbnail, upright
from audit_app.photos.facts import facts_of
from audit_app.photos.jpeg_layout import jpeg_layout
from audit_app.photos.kinds import Kind, kind_of
from tests.photos.pictures import (
    COLOURS,
    busy,
    corners,
    encoded,
    near,
    png_claiming,
    shown,
    stored_for,
    upright_as_made,
    with_exif,
)  # fmt: skip
from tests.photos.test_facts import RECEIVED

pillow_heif = pytest.importorskip("pillow_heif", reason="HEIC needs the extra 'heic'")


def as_srgb(data: bytes, name: str = "a.jpg") -> Image.Image:
    picture = shown(copies(data, name).working)
    assert picture.mode == "RGB" and picture.format == "JPEG"
    return picture


@pytest.mark.parametrize("codec", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "GIF", "BMP"])
def test_every_format_named_becomes_an_upright_copy(codec: str) -> None:
    assert decoder.heic_ready()
    assert upright_as_made(as_srgb(encoded(corners(), codec)))


@pytest.mark.parametrize("codec", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_held_any_way_is_turned_right_side_up(codec: str, orientation: int) -> None:
    data = with_exif(stored_for(corners(), orientation), codec=codec, Orientation=orientation)
    picture = as_srgb(data)
    assert picture.size == (240, 160)
    assert upright_as_made(picture)
    assert upright_as_made(shown(thumbnail(data, "a")))
    assert (facts_of(data, "a", RECEIVED).width, facts_of(data, "a", RECEIVED).height) == (240, 160)


def test_a_heic_picture_is_turned_only_once() -> None:
    assert decoder.heic_ready()
    data = with_exif(stored_for(corners(), 6), codec="HEIF", Orientation=6)
    assert upright_as_made(as_srgb(data, "IMG.HEIC"))


def test_an_orientation_out_of_range_means_as_it_is() -> None:
    assert upright_as_made(as_srgb(with_exif(corners(), Orientation=99)))


@pytest.mark.parametrize("mode", ["L", "P", "1", "RGBA", "LA", "CMYK", "I;16", "I", "F"])
def test_every_colour_model_becomes_rgb(mode: str) -> None:
    codec = "TIFF" if mode in ("CMYK", "F", "I") else "PNG"
    grey = corners().convert("L")
    picture = grey.convert("I").point(lambda shade: shade * 256).convert("I;16") if mode == "I;16" else None
    as_srgb(encoded(picture or corners().convert(mode), codec))


def test_sixteen_bit_shades_keep_their_order() -> None:
    ramp = Image.new("I;16", (256, 8))
    for x, y in itertools.product(range(256), range(8)):
        ramp.putpixel((x, y), x * 257)
    for codec in ("PNG", "TIFF"):
        row = [as_srgb(encoded(ramp, codec)).getpixel((x, 4))[0] for x in (0, 64, 128, 192, 255)]
        assert row == pytest.approx([0, 64, 128, 192, 255], abs=4)


def test_big_endian_sixteen_bit_shades_are_read_too() -> None:
    data = encoded(Image.new("I;16B", (64, 64), 0x8000), "TIFF")
    assert near(as_srgb(data).getpixel((9, 9)), (128, 128, 128), 4)


def test_what_is_see_through_is_shown_white() -> None:
    clear = Image.new("RGBA", (64, 64), (255, 0, 0, 0))
    assert near(as_srgb(encoded(clear, "PNG")).getpixel((9, 9)), (255, 255, 255), 2)
    with_palette = clear.convert("P", palette=Image.Palette.ADAPTIVE)
    with_palette.info["transparency"] = 0
    assert near(as_srgb(encoded(with_palette, "PNG", transparency=0)).getpixel((9, 9)), (255, 255, 255), 2)


def test_a_picture_too_large_for_one_piece_is_shrunk_in_bands_without_a_seam() -> None:
    for mode in ("P", "RGBA", "1", "I;16"):
        wide = corners(2400, 1600)
        picture = wide.convert("L").convert("I;16") if mode == "I;16" else wide.convert(mode)
        small, _ = upright(encoded(picture, "PNG"), "a.png", 200)
        assert small.size == (200, 133)
        if mode in ("P", "RGBA"):
            assert upright_as_made(small)


def test_a_colour_profile_is_applied_where_that_can_be_done() -> None:
    swapped = with_rotated_primaries()
    data = encoded(Image.new("RGB", (64, 64), (250, 10, 10)), "JPEG", icc_profile=swapped, quality=95)
    found = as_srgb(data).getpixel((9, 9))
    assert not near(found, (250, 10, 10), 40)


def with_rotated_primaries() -> bytes:
    """An sRGB profile whose red and green are exchanged: applying it shows."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red + 4 : red + 12], profile[green + 4 : green + 12] = (
        profile[green + 4 : green + 12], profile[red + 4 : red + 12],
    )  # fmt: skip
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be")).replace(b"sRGB", b"test")


def test_a_profile_that_cannot_be_applied_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(colour, "colour_management", lambda: None)  # as on a tablet, whose Pillow has no LittleCMS
    data = encoded(corners(), "JPEG", icc_profile=with_rotated_primaries())
    assert "profile was ignored because this device cannot" in copies(data, "a.jpg").remarks[0]
    assert copies(encoded(corners(), "JPEG", icc_profile=b"sRGB"), "a.jpg").remarks == ()


@pytest.mark.parametrize("profile", [b"rubbish", b"\x00" * 128, b"x" * 60_000])
def test_a_damaged_profile_costs_the_colours_not_the_picture(profile: bytes) -> None:
    made = copies(encoded(corners(), "JPEG", icc_profile=profile), "a.jpg")
    assert made.remarks == ("Its colour profile is damaged or does not fit and was ignored.",)
    assert upright_as_made(shown(made.working))


def test_print_colours_without_a_profile_are_said() -> None:
    assert "CMYK" in copies(encoded(corners(mode="CMYK"), "JPEG"), "a.jpg").remarks[0]


def test_only_the_first_picture_of_several_is_used_and_that_is_said() -> None:
    frames = [corners(), Image.new("RGB", (240, 160), "black")]
    for codec in ("GIF", "WEBP", "TIFF", "PNG"):
        data = encoded(frames[0], codec, save_all=True, append_images=frames[1:])
        assert upright_as_made(as_srgb(data))
        assert "only the first picture" in facts_of(data, "a", RECEIVED).remarks[0]


def test_a_jpeg_holding_a_second_picture_is_read_as_a_jpeg() -> None:
    data = encoded(corners(), "MPO", save_all=True, append_images=[Image.new("RGB", (240, 160), "black")])
    assert kind_of(data) is Kind.JPEG
    assert upright_as_made(as_srgb(data))
    assert "second picture" in facts_of(data, "a", RECEIVED).remarks[0]


def test_a_wrong_ending_does_not_matter() -> None:
    assert upright_as_made(as_srgb(encoded(corners(), "PNG"), "photo.heic"))


def test_a_large_exif_block_is_no_trouble_and_does_not_reach_the_copy() -> None:
    data = with_exif(corners(), ImageDescription="x" * 60_000)
    assert len(copies(data, "a.jpg").working) < 10_000


def test_a_damaged_exif_block_costs_the_facts_not_the_picture() -> None:
    good = with_exif(corners(), ImageDescription="hello", Orientation=1)
    at = good.index(b"Exif\x00\x00") + 6
    bad = good[: at + 4] + b"\xff\xff\xff\x7f" + good[at + 8 :]
    assert upright_as_made(as_srgb(bad))
    assert facts_of(bad, "a.jpg", RECEIVED).taken is None


@pytest.mark.parametrize("codec", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "BMP"])
def test_a_file_cut_short_is_refused_by_name(codec: str) -> None:
    data = encoded(busy(400, 300), codec)
    with pytest.raises(PhotoRefused) as refused:
        copies(data[: len(data) // 2], "IMG_7.jpg")
    assert refused.value.where == "IMG_7.jpg"
    assert refused.value.remedy


def test_a_jpeg_cut_short_is_said_to_be_cut_short() -> None:
    data = encoded(busy(400, 300))
    with pytest.raises(PhotoRefused, match="is cut short"):
        copies(data[: len(data) // 2], "a.jpg")


@pytest.mark.parametrize(
    ("start", "fault"),
    [
        (b"", "is empty"),
        (b"Dear colleague, the photo is attached", "not a picture"),
        (b"%PDF-1.7", "PDF document"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(40), "video"),
        (b"\x00\x00\x00\x20ftypavif" + bytes(40), "AVIF"),
        (bytes(128) + b"DICM" + bytes(40), "DICOM"),
        (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "JPEG XL"),
        (b"II*\x00\x10\x00\x00\x00CR\x02\x00" + bytes(40), "raw picture"),
        (b"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01crx isom" + bytes(40), "raw picture"),
        (b"FUJIFILMCCD-RAW 0201" + bytes(40), "raw picture"),
        (b"IIU\x00\x18\x00\x00\x00" + bytes(40), "raw picture"),
        (b"\xff\xd8\xff\xe0 and nothing more", "is cut short"),
    ],
)
def test_what_is_no_picture_is_called_what_it_is(start: bytes, fault: str) -> None:
    with pytest.raises(PhotoRefused, match=fault):
        thumbnail(start, "IMG_1.jpg")


@pytest.mark.parametrize("size", [(40_000, 40_000), (12_000, 12_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_small_file_asking_for_gigabytes_is_refused_unopened(size: tuple[int, int]) -> None:
    with pytest.raises(PhotoRefused, match="large"):
        copies(png_claiming(*size), "bomb.png")


def test_a_file_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder, "MOST_BYTES", 1000)
    with pytest.raises(PhotoRefused, match="the limit is"):
        copies(encoded(corners(), "BMP"), "a.bmp")


def test_a_jpeg_built_to_take_hours_is_refused() -> None:
    data = encoded(corners(), progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    with pytest.raises(PhotoRefused, match="very long"):
        copies(data[:-2] + scan * 200 + data[-2:], "a.jpg")


def test_heic_without_its_reader_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    data = encoded(corners(), "HEIF")
    monkeypatch.setattr(decoder, "heic_ready", lambda: False)  # as on a tablet: there is no reader to install
    with pytest.raises(PhotoRefused, match=r'Most Compatible.*extra "heic"'):
        copies(data, "IMG.HEIC")


def test_a_format_this_pillow_was_built_without_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoder, "webp_ready", lambda: False)
    with pytest.raises(PhotoRefused, match=r"this device cannot open.*JPEG"):
        copies(encoded(corners(), "WEBP"), "a.webp")


SEEDS = {
    "jpeg": with_exif(busy(64, 48), ImageDescription="x" * 40, Orientation=6),
    "progressive": encoded(busy(64, 48), progressive=True, icc_profile=with_rotated_primaries()),
    "png": encoded(busy(64, 48), "PNG"),
    "palette": encoded(busy(64, 48).convert("P"), "PNG", transparency=3),
    "webp": encoded(busy(64, 48), "WEBP"),
    "tiff": encoded(busy(64, 48), "TIFF", compression="tiff_lzw"),
    "deflated": encoded(busy(64, 48).convert("L"), "TIFF", compression="tiff_adobe_deflate"),
    "gif": encoded(busy(64, 48), "GIF", save_all=True, append_images=[corners(64, 48)]),
    "bmp": encoded(busy(64, 48), "BMP"),
    "heic": encoded(busy(64, 48), "HEIF") if decoder.heic_ready() else b"",
}


@pytest.mark.parametrize("seed", SEEDS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_mutated_file_does_more_than_be_refused(seed: str, data: st.DataObject) -> None:
    whole = bytearray(SEEDS[seed])
    early = st.integers(0, min(len(whole) - 1, 700))
    anywhere = st.integers(0, len(whole) - 1)
    for at, value in data.draw(
        st.lists(st.tuples(early | anywhere, st.sampled_from([0, 1, 2, 127, 128, 255])), max_size=12)
    ):
        whole[at] = value
    cut = data.draw(st.none() | anywhere)
    received = bytes(whole[:cut])
    try:
        facts_of(received, "odd", RECEIVED)
        made = copies(received, "odd")
    except PhotoRefused as refused:
        assert refused.where == "odd" and refused.fault and refused.remedy
    else:
        assert shown(made.working).mode == "RGB"


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", *(seed[:24] for seed in SEEDS.values())]))
def test_no_rubbish_does_more_than_be_refused(rubbish: bytes, start: bytes) -> None:
    with pytest.raises(PhotoRefused):
        thumbnail(start + rubbish, "odd")


def test_corners_are_the_colours_they_are_called() -> None:
    assert corners().getpixel((2, 2)) == COLOURS["nw"]


@pytest.mark.parametrize("tag", ["a DNG's version", "a small preview before the picture itself"])
def test_a_raw_picture_that_begins_as_a_tiff_is_not_taken_in_as_its_preview(tag: str) -> None:
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    if tag == "a DNG's version":
        tags[50706] = b"\x01\x04\x00\x00"
    else:
        tags[254], tags[330] = 1, 8
        tags.tagtype[330] = 4
    data = encoded(corners(160, 120), "TIFF", tiffinfo=tags)
    with pytest.raises(PhotoRefused, match=r"raw picture.*JPEG"):
        copies(data, "DSC_0001.NEF")


def motion_photo() -> bytes:
    """A JPEG with a video behind it whose bytes look like many scans."""
    return encoded(busy(400, 300)) + b"\x00\x00\x00\x18ftypmp42" + b"\xff\xda" * 5_000


def test_a_picture_with_a_video_behind_it_is_taken_and_the_video_left_out() -> None:
    made = copies(motion_photo(), "MVIMG_1.jpg")
    assert made == copies(encoded(busy(400, 300)), "MVIMG_1.jpg")


def test_a_video_behind_a_picture_is_told() -> None:
    facts = facts_of(motion_photo(), "MVIMG_1.jpg", RECEIVED)
    assert any("short video" in remark for remark in facts.remarks)


def test_a_jpeg_that_lacks_its_last_bytes_is_taken_with_a_warning() -> None:
    data = encoded(busy(800, 600))
    assert "last bytes are missing" in " ".join(copies(data[:-30], "a.jpg").remarks)
    assert "last bytes are missing" in " ".join(copies(data[:-2], "a.jpg").remarks)
    assert copies(data, "a.jpg").remarks == ()


def test_a_jpeg_that_lost_a_tenth_of_its_rows_is_refused() -> None:
    data = encoded(busy(800, 600))
    with pytest.raises(PhotoRefused, match="is cut short"):
        copies(data[: len(data) * 85 // 100], "a.jpg")


def test_bytes_that_fill_up_before_a_marker_cost_no_more_than_reading_them() -> None:
    layout = jpeg_layout(b"\xff\xd8" + b"\xff" * 1_000_000 + b"\x00" + b"\xff\xff\xd9" + b"behind", 100)
    assert layout.end == 1_000_006 and layout.scans == 0


def test_a_jpeg_of_endless_segments_is_refused() -> None:
    data = encoded(corners())
    with pytest.raises(PhotoRefused, match="very long"):
        copies(data[:2] + b"\xff\xfe\x00\x02" * 20_000 + data[2:], "a.jpg")


@pytest.mark.parametrize("width, height", [(8000, 6000), (12000, 9000)])
def test_a_jpeg_of_a_phones_full_resolution_is_taken_in_a_fraction_of_its_pixels(width: int, height: int) -> None:
    data = encoded(Image.new("L", (width, height), 90), quality=20)
    made = copies(data, "IMG_108.jpg")
    assert (made.width, made.height) == (1600, 1200)


def test_a_progressive_jpeg_too_large_for_the_memory_says_how_to_get_a_smaller_one() -> None:
    data = encoded(Image.new("RGB", (200, 160)), progressive=True)
    at = data.index(b"\xff\xc2") + 5
    claiming = data[:at] + (9000).to_bytes(2, "big") + (12000).to_bytes(2, "big") + data[at + 4 :]
    with pytest.raises(PhotoRefused, match="smaller"):
        copies(claiming, "IMG_108.jpg")
