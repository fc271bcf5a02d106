"""test_translations.py - everything that a person reads can be translated
SPDX-License-Identifier: GPL-3.0-or-later"""

import os
import pathlib
import re
import subprocess
import tempfile

ROOT = pathlib.Path(os.environ.get("SOURCE_ROOT", pathlib.Path(__file__).parents[2]))
MARKED = {
    ".c": re.compile(r"\b(?:N?_|N?C_|ngettext|g_dngettext) ?\("),
    ".h": re.compile(r"\b(?:N?_|N?C_|ngettext|g_dngettext) ?\("),
    ".ui": re.compile(r'translatable="yes"'),
}
# A number that the words around it must agree with, in a sentence without plural forms.
COUNTED = re.compile(r"%[0-9$]*[ul]*[ud] (?:more )?(?:vehicles|sheets|runs|files|references|minutes|hours|tabs|tries)\b")


# Pasted together by the preprocessor, which xgettext does not run: it would take only the beginning.
PASTED = re.compile(r'\bN?_ \((?:\s*"(?:[^"\\]|\\.)*")+\s*[A-Z]')


def listed():
    lines = (ROOT / "po/POTFILES").read_text().split("\n")
    return [line for line in lines if line and not line.startswith("#")]


def marked():
    for path in sorted((ROOT / "src").rglob("*")):
        pattern = MARKED.get(path.suffix)
        if pattern and pattern.search(path.read_text(encoding="utf-8")):
            yield str(path.relative_to(ROOT))


def template(folder):
    out = pathlib.Path(folder) / "bookout.pot"
    done = subprocess.run(
        ["xgettext", "--from-code=UTF-8", "--keyword=_", "--keyword=N_", "--keyword=C_:1c,2", "--keyword=NC_:1c,2",
         "--keyword=g_dngettext:2,3", f"--directory={ROOT}", f"--files-from={ROOT}/po/POTFILES", f"--output={out}"],
        capture_output=True, text=True, check=True)
    return out, done.stderr


def test_potfiles_are_complete(folder):
    names = listed()
    assert names == sorted(set(names)), "po/POTFILES is not sorted"
    missing = set(marked()) - set(names)
    assert not missing, f"not in po/POTFILES: {sorted(missing)}"
    gone = [name for name in names if not (ROOT / name).exists()]
    assert not gone, f"in po/POTFILES, but not there: {gone}"


def test_messages_are_not_pasted(folder):
    pasted = [f"{name}: {found.group(0)}" for name in listed() if name.endswith((".c", ".h"))
              for found in PASTED.finditer((ROOT / name).read_text(encoding="utf-8"))]
    assert not pasted, "\n".join(pasted)


def test_extraction_has_no_warnings(folder):
    _, warnings = template(folder)
    assert not warnings, warnings


def test_numbers_have_plural_forms(folder):
    out, _ = template(folder)
    entries = out.read_text(encoding="utf-8").split("\n\n")
    bad = [entry for entry in entries if "msgid_plural" not in entry and COUNTED.search(entry)]
    assert not bad, "\n\n".join(bad)


def test_languages_are_whole(folder):
    out, _ = template(folder)
    for name in (ROOT / "po/LINGUAS").read_text().split("\n"):
        if not name or name.startswith("#"):
            continue
        merged = pathlib.Path(folder) / f"{name}.po"
        subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "-o", merged, ROOT / f"po/{name}.po", out], check=True)
        checked = subprocess.run(["msgfmt", "--check", "--statistics", "-o", os.devnull, merged], capture_output=True, text=True)
        assert checked.returncode == 0, checked.stderr
        print(f"# {name}: {checked.stderr.strip()}")


def main():
    tests = [(name, function) for name, function in globals().items() if name.startswith("test_")]
    print(f"1..{len(tests)}")
    failed = 0
    for number, (name, function) in enumerate(tests, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                function(folder)
                print(f"ok {number} {name}", flush=True)
            except (AssertionError, subprocess.CalledProcessError) as problem:
                failed += 1
                print(f"not ok {number} {name}", *(f"# {line}" for line in str(problem).split("\n")), sep="\n", flush=True)
    return failed > 0


if __name__ == "__main__":
    raise SystemExit(main())
