/* monitor/src/subcommands: run, tick, approve; which of them a monitor is, is open. */

/* After two healthy ticks in which nothing else was at work. */
inline judge() {
  n=1;
  do
  :: n<=A ->
     assert(!begun[n] || told[END_OF(n)]!=0);     /* (4) */
     assert(!isGiven[n] || disk.approval==n || told[END_OF(n)]!=0 || IS_REPLACED(n));   /* (4) */
     assert(!succeeded[n] || told[CHECK_OF(n)]!=0);   /* (5) */
     assert(disk.queue[n]==0 || disk.queue[n]==DONE);   /* (5) */
     n++
  :: atomic { n>A -> n=0; break }
  od;
  skip
}

proctype Monitor(byte p) {
  Stored my;
  byte seen[A+1], seenRunner[A+1], sending[NEWS+1];
  bool due[A+1];
  byte z, n, me, taken, run_, round=1;
  bool bad, isAny, isTakenStale, isAlone;
end_start:
  if
  :: d_step { p<P && !closed && started==p-1 -> started++; busy++ }
  :: d_step { p==P && busy==0 -> closed=1; busy++ }
  fi;
  {
    if
    :: p<P -> runWrite()
#if A>1
    :: d_step { p<P && !isAsked -> isAsked=1 }; approve()
#endif
    :: true ->
       do
       :: tick(); if :: p==P && round==1 -> round=2 :: else -> break fi
       od
    fi;
    atomic { ended[p]=1; busy-- };
    if :: p==P -> busy==0; judge() :: p<P fi
  } unless { dead[p] };
  atomic {
    forgetState(my); z=1;
    do :: z<=A -> due[z]=0; seen[z]=0; seenRunner[z]=0; z++ :: z>A -> break od; z=1;
    do :: z<=NEWS -> sending[z]=0; z++ :: z>NEWS -> break od;
    z=0; n=0; me=0; taken=0; run_=0; round=0; bad=0; isAny=0; isTakenStale=0; isAlone=0
  }
}
