import { type TestHome } from '../harness.ts';

export interface Point {
  schemaVersion: number;
  point: number;
  title: string;
  level: string;
  found: string;
  fix?: string;
}

export async function doctor(
  home: TestHome,
  args: string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<{ points: Point[]; exitCode: number | undefined }> {
  const result = await home.run('watchdog', ['doctor', '--json', ...args], {
    env: { NODE_BIN: process.execPath, ...env },
  });
  return {
    points: String(result.stdout)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Point),
    exitCode: result.exitCode,
  };
}
