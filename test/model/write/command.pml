/* monitor/src/run: gateScript, and the command of a write. */

/* Somebody reads what it prints. */
#ifdef MUT_PIPE
#define IS_READ(p) (!ended[p])
#else
#define IS_READ(p) true
#endif

/* p: the monitor that started it; r: the run. */
proctype Command(byte p; byte r) {
  {
    if                                            /* read -r go <&3 */
#ifdef MUT_GATE
    :: true
#else
    :: mayGo[p]
    :: atomic { !mayGo[p] && ended[p] -> code[p]=FAILURE; goto X }
#endif
    fi;
    atomic {
      assert(!begun[r] && working==0);            /* (1) */
      assert(disk.write==r && disk.by==p);        /* (2) */
      begun[r]=1; atWork[r]=1; working++; command[p]=WORKS
    };
    assert(IS_READ(p));                           /* (6): it prints */
    if
    :: d_step { code[p]=SUCCESS; succeeded[r]=1 }
    :: code[p]=FAILURE
    fi
  } unless { killed[p] };
X:
  atomic {
    if :: atWork[r] && command[p]==WORKS -> atWork[r]=0; working-- :: else fi;
    if :: code[p]==0 -> code[p]=FAILURE :: else fi;
    command[p]=GONE; killed[p]=0; mayGo[p]=0; busy--
  }
}
