"""Picture bytes: what they are, a safe right-side-up copy, what is drawn on it, what is blacked out.

    kinds       what a file is, by its first bytes
    decoder     the one gate through which untrusted bytes become pixels
    colour      any colour model to sRGB
    jpeg_header a JPEG's size and channels, told by its header alone
    jpeg_layout how a JPEG file is laid out, and what stands behind its picture
    facts       what a picture says of itself: digest, size, when it was taken, what is odd
    marks       arrows, boxes, labels and redactions, as fractions of the upright picture
    copies      the copies that are shown, printed and handed over

Bytes in, values out: nothing here reads a clock, writes a file or knows of an audit.
The only room that knows Pillow.
"""
