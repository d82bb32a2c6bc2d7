/*
 * The protocol of an approved write and of the monitor's outbox (docs/approvals.md, docs/protocol.md) for the model
 * checker SPIN: any number of monitors, each `monitor run` or `monitor tick`, one state file. An inline stands for the
 * function of that name in packages/monitor/src; a step is one system call on the state, its lock, the reports or a
 * process, with what its process concludes from it. test/model/check.sh runs it:
 *
 *   -DP=  monitors; the last one is two ticks, begins when all is quiet, and no fault hits it   (default K + 1)
 *   -DA=  approvals, 1 or 2: the second one is given by a monitor of its own                    (1)
 *   -DK=  faults: a monitor or a command killed, a lock stolen from a living monitor, a lock waited for in vain, a
 *         report that cannot be enqueued                                                        (1)
 *   -DSEED=n  what an earlier monitor left behind: see environment.pml
 *   -DSLOW    a tick may let other ticks look before its verification has ended
 *   -DPOWER   one power cut, a fault too
 *   -DMUT_…   the code as it was, or might have been; runs.ts has those that must break a property
 *
 * The properties are the assertions, by the numbers of docs/protocol.md.
 */
#include "write/state.pml"
#include "write/lock.pml"
#include "write/outbox.pml"
#include "write/command.pml"
#include "write/run.pml"
#include "write/tick.pml"
#include "write/monitor.pml"
#include "write/environment.pml"
