"""A monitor that asks one job after the other, as a stand-in for those that do: reads the jobs of a config file, runs
each status command, notes progress and its time, keeps a state file. Usage: monitor.py CONFIG STATE"""

import json
import os
import subprocess
import sys
import time

DEFAULT_TIMEOUT_SECONDS = 30


def load_state(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return {"jobs": {}}


def save_state(path, state):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path + ".tmp", "w", encoding="utf-8") as file:
        json.dump(state, file, indent=2)
    os.replace(path + ".tmp", path)


def ask(job):
    timeout = job.get("policy", {}).get("timeoutSeconds", DEFAULT_TIMEOUT_SECONDS)
    try:
        done = subprocess.run(
            job["commands"]["status"], cwd=job["cwd"], capture_output=True, text=True, timeout=timeout, check=True
        )
        return json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        return {"running": False, "completed": False, "level": "alert", "message": str(error)}


def look_at(job, memory, now):
    status = ask(job)
    progress = json.dumps(status.get("progress"), sort_keys=True)
    if memory.get("progress") != progress:
        memory.update(progress=progress, progressAt=now)
    stall = job.get("policy", {}).get("stallSeconds", 3600)
    stalled = stall > 0 and now - memory["progressAt"] > stall
    if stalled or status.get("level") == "alert" or not (status["running"] or status["completed"]):
        print(f"{job['id']}: {status.get('message', 'stands still')}")


def main():
    config_path, state_path = sys.argv[1:]
    with open(config_path, encoding="utf-8") as file:
        jobs = [job for job in json.load(file)["jobs"] if job.get("enabled")]
    state = load_state(state_path)
    for job in jobs:
        look_at(job, state["jobs"].setdefault(job["id"], {}), time.time())
    save_state(state_path, state)


main()
