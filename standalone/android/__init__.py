"""The Android package: the tablet's own WebView around a built site, made with Debian's tools and nothing else.

    package     one command: compile, pack, align, sign
    smali/      the shell's few classes, in the assembler that Debian's `smali` reads
    AndroidManifest.xml   what the app is and what it may do

The site lies among the app's assets and is answered under an address of its own, so that the WebView gives it a
secure context, a service worker and a disk. The app asks for the camera and for nothing else: no internet.
"""
