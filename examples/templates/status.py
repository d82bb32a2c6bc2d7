# Status of a long job that leaves "pid", "count" and, at its end, "complete" in its directory. Always exit 0 with JSON.
import json, os, pathlib

job = pathlib.Path(os.environ.get("JOB_DIR", "."))
pid, count = [int((job / name).read_text()) if (job / name).exists() else 0 for name in ("pid", "count")]
try:
    running = pid > 0 and os.kill(pid, 0) is None
except OSError:
    running = False
completed = not running and (job / "complete").exists()
print(json.dumps({"running": running, "completed": completed, "pid": pid or None, "progress": {"count": count}}))
