#!/bin/sh
# A bundle for macOS, Earshot.app as a disk image in dist. Written from the documentation of its tools; not run yet.
# It is signed ad hoc: for others than yourself, sign it with your own identity (codesign --sign) and have it notarised.
set -eu
cd "$(dirname "$0")/../.."
python3 packaging/dev.py setup
python=.venv/bin/python
$python -m pip install -c packaging/constraints.txt pyinstaller
options=$($python -c "import sys; sys.path.insert(0, 'packaging'); import llama_build as b; print(' '.join([*b.build_options(portable=True), f'{b.PACKAGE}=={b.VERSION}']))")
# shellcheck disable=SC2086  # options are words
$python -m pip install --no-deps --no-binary llama-cpp-python --target build/llama $options
mkdir -p build/earshot.iconset dist
for side in 16 32 128 256 512; do
    sips -s format png -z $side $side resources/icons/earshot.svg --out build/earshot.iconset/icon_${side}x${side}.png
done
iconutil -c icns build/earshot.iconset -o build/earshot.icns
EARSHOT_ICON=$PWD/build/earshot.icns $python -m PyInstaller --noconfirm --distpath build/bundle --workpath build/pyinstaller packaging/earshot.spec
$python packaging/licence_texts.py build/bundle/Earshot.app/Contents/Resources
hdiutil create -volname Earshot -srcfolder build/bundle/Earshot.app -ov -format UDZO dist/Earshot.dmg
