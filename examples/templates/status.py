# Status of a long job that leaves "pid", "count" and, at its end, "complete" in its directory. Always exit 0 with JSON.
import json, os, pathlib, subprocess

job = pathlib.Path(os.environ.get("JOB_DIR", "."))
pid, count = [int((job / name).read_text()) if (job / name).exists() else 0 for name in ("pid", "count")]


def is_zombie():
    # It answers to a signal, and does nothing any more.
    try:
        found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], stdout=subprocess.PIPE).stdout
    except OSError:
        return False
    return found.strip().startswith(b"Z")


try:
    running = pid > 0 and os.kill(pid, 0) is None and not is_zombie()
except OSError:
    running = False
completed = not running and (job / "complete").exists()
print(json.dumps({"running": running, "completed": completed, "pid": pid or None, "progress": {"count": count}}))
