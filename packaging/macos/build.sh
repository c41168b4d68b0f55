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
mkdir -p dist
$python packaging/desktop_files.py macos build  # sips reads no SVG everywhere
iconutil -c icns build/earshot.iconset -o build/earshot.icns
EARSHOT_ICON=$PWD/build/earshot.icns $python -m PyInstaller --noconfirm --distpath build/bundle --workpath build/pyinstaller packaging/earshot.spec
contents=build/bundle/Earshot.app/Contents
$python packaging/licence_texts.py $contents/Resources
# The program looks in Frameworks, where only code may lie: what was added is linked there, as PyInstaller links the rest.
for added in $contents/Resources/*; do
    name=$(basename "$added")
    [ -e "$contents/Frameworks/$name" ] || ln -s "../Resources/$name" "$contents/Frameworks/$name"
done
# Anew: the first signature does not know what was added.
codesign --force --deep --sign - --entitlements packaging/macos/entitlements.plist build/bundle/Earshot.app
hdiutil create -volname Earshot -srcfolder build/bundle/Earshot.app -ov -format UDZO dist/Earshot.dmg
