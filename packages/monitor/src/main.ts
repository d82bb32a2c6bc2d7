import { MissingProgramError, runCli } from '@owner-report/spool';

await runCli({
  name: 'owner-report-monitor',
  describe: 'evaluate declared jobs and report what is worth saying',
  commands: [
    {
      command: '$0 [arguments..]',
      describe: 'Not part of this version',
      run: () => {
        throw new MissingProgramError(
          'the monitor is not part of this version: expected a later one, found only --help and --version',
          {
            remedy: 'Use owner-report-producer from your own checks until then.',
          },
        );
      },
    },
  ],
  examples: [['owner-report-monitor --version', 'print the version']],
  exits: [
    [64, 'usage'],
    [69, 'this part is not there yet'],
  ],
});
