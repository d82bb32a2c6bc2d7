/*
 * The protocol of delivery (docs/delivery.md, docs/protocol.md) for the model checker SPIN: any number of passes, one
 * home. An inline stands for the function of that name in packages/driver/src and packages/watchdog/src; a step is one
 * system call on the home, with what its process concludes from it. test/model/check.sh runs it:
 *
 *   -DP=  passes; the last one begins when all is quiet, and no fault hits it      (default K + 1)
 *   -DR=  reports, 1 or 2                                                          (1)
 *   -DK=  faults: a pass, a sender or its shell killed, a lock stolen from a living pass, a pass told to end  (1)
 *   -DT=  time-outs, or clocks by which a send is too late                         (0)
 *   -DF=  send commands that say no                                                (1)
 *   -DEDIT=n  report n is edited once, at any time
 *   -DPOWER   one power cut, a fault too
 *   -DRMATT   somebody removes attempts/, once, at any time
 *   -DSEED=n  what an earlier pass left behind: see environment.pml
 *   -DMUT_…   the code as it was, or might have been; runs.ts has those that must break a property
 *
 * The properties are the assertions, by the numbers of docs/protocol.md.
 */
#include "home.pml"
#include "sender.pml"
#include "attempt.pml"
#include "commit.pml"
#include "settle.pml"
#include "deliver.pml"
#include "pass.pml"
#include "environment.pml"
