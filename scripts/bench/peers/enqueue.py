"""What one would write instead of the producer: front matter and body, made visible at once and durable on return."""

import argparse
import os
import secrets
import time

try:
    import yaml
except ImportError:
    yaml = None
    import json


def front_matter(fields):
    if yaml is None:
        return json.dumps(fields, ensure_ascii=False, indent=0) + "\n"
    return yaml.safe_dump(fields, sort_keys=False, allow_unicode=True)


def sync_directory(path):
    directory = os.open(path, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", required=True)
    for name in ("team", "worker", "task-id", "status"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("progress", "source", "done", "next"):
        parser.add_argument(f"--{name}", default="")
    args = parser.parse_args()

    now = time.time()
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime(now)) + f"{int(now * 1000) % 1000:03d}Z"
    report_id = f"{stamp}-{args.worker}-{args.task_id}-{secrets.token_hex(3)}"
    fields = {"report_id": report_id, "created_at": stamp}
    fields.update({key: value for key, value in vars(args).items() if key != "home" and value != ""})
    body = f"**[{args.status}] {args.team} / {args.worker} · {args.task_id}**\n\nDone: {args.done}\nNext: {args.next}\n"

    staging, pending = os.path.join(args.home, "tmp"), os.path.join(args.home, "pending")
    os.makedirs(staging, mode=0o700, exist_ok=True)
    os.makedirs(pending, mode=0o700, exist_ok=True)
    staged, visible = os.path.join(staging, report_id), os.path.join(pending, f"{report_id}.md")
    with open(staged, "x", encoding="utf-8") as file:
        file.write(f"---\n{front_matter(fields)}---\n{body}")
        file.flush()
        os.fsync(file.fileno())
    os.rename(staged, visible)
    sync_directory(pending)
    print(visible)


main()
