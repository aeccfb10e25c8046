"""The program that the doctor runs in another process, because a broken library may end it."""

from typing import Final

PROBE: Final = r"""
import importlib, json, os, sys

part, fonts = sys.argv[1:3]


def imports():
    found = {}
    names = {
        "uncompressed": "pydicom", "jpeg": "simplejpeg", "jpeg-lossless": "imagecodecs",
        "jpeg-ls": "imagecodecs", "jpeg-2000": "imagecodecs", "rle": "imagecodecs", "png": "cv2",
        "video": "av", "sr": "highdicom", "pdf": "typst",
    }
    if sys.version_info >= (3, 15):
        names["jpeg"] = "imagecodecs"
    for codec, name in names.items():
        try:
            importlib.import_module(name)
            found[codec] = ""
        except Exception as error:
            found[codec] = type(error).__name__
    return found


def window(platform):
    if platform:
        os.environ["QT_QPA_PLATFORM"] = platform
    from PySide6.QtCore import qVersion
    from PySide6.QtGui import QFontDatabase, QGuiApplication

    application = QGuiApplication([])
    chinese = QFontDatabase.WritingSystem.TraditionalChinese
    system = QFontDatabase.families(chinese)
    ids = [QFontDatabase.addApplicationFont(os.path.join(fonts, name))
           for name in sorted(os.listdir(fonts)) if name.endswith((".otf", ".ttf"))]
    bundled = {family for id_ in ids if id_ >= 0 for family in QFontDatabase.applicationFontFamilies(id_)
               if chinese in QFontDatabase.writingSystems(family)}
    return {"qt": qVersion(), "platform": application.platformName(), "present": True,
            "system": list(system), "bundled": sorted(bundled)}


def display():
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    there = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if chosen.startswith(("offscreen", "minimal")) or (sys.platform == "linux" and not there):
        return {"present": False}
    return window("")


answer = {"codecs": imports, "offscreen": lambda: window("offscreen"), "display": display}[part]()
print(json.dumps(answer))
"""
