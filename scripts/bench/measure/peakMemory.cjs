// Loaded into a measured command by NODE_OPTIONS: leaves its peak RSS, in KiB, in the file it is told.
const { readFileSync, writeFileSync } = require('node:fs');

process.on('exit', () => {
  // Loaded into every node that the command starts; the first is the command, and ends last.
  writeFileSync(process.env.OWNER_REPORT_BENCH_RSS, String(peakKiB()));
});

// VmHWM begins with this program; getrusage would begin with the image of the process that started it.
function peakKiB() {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
}
