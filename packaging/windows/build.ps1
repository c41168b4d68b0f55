# A bundle for Windows, as a zip in dist. Written from the documentation of its tools; not run yet.
$ErrorActionPreference = "Stop"
$PSNativeCommandUseErrorActionPreference = $true
Set-Location (Join-Path $PSScriptRoot "..\..")
$python = ".venv\Scripts\python.exe"
python packaging/dev.py setup
& $python -m pip install -c packaging/constraints.txt pyinstaller
# The library of the language model, for any processor of the last ten years.
$options = & $python -c "import sys; sys.path.insert(0, 'packaging'); import llama_build as b; print(' '.join([*b.build_options(portable=True), f'{b.PACKAGE}=={b.VERSION}']))"
& $python -m pip install --no-deps --no-binary llama-cpp-python --target build/llama @($options -split " ")
# Icon and version resource are made from the one icon and the one version; PySide6 draws the icon.
& $python packaging/desktop_files.py windows build
$env:EARSHOT_ICON = (Resolve-Path build/earshot.ico)
$env:EARSHOT_VERSION_RESOURCE = (Resolve-Path build/version.txt)
& $python -m PyInstaller --noconfirm --distpath build/bundle --workpath build/pyinstaller packaging/earshot.spec
& $python packaging/licence_texts.py build/bundle/earshot/_internal
New-Item -ItemType Directory -Force dist | Out-Null
Compress-Archive -Force -Path build/bundle/earshot -DestinationPath dist/earshot-windows.zip
