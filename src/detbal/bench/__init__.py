"""Detailed balance as the benchmark of computational models: standard problems, contestants, a scoreboard."""

from detbal.bench.competition import run as run
from detbal.bench.contestants import CONTESTANTS as CONTESTANTS
from detbal.bench.contestants import Contestant as Contestant
from detbal.bench.contestants import contestant as contestant
from detbal.bench.problems import PROBLEMS as PROBLEMS
from detbal.bench.problems import Dot as Dot
from detbal.bench.problems import LevelScheme as LevelScheme
from detbal.bench.problems import ObservedChain as ObservedChain
from detbal.bench.problems import OpenSystem as OpenSystem
from detbal.bench.problems import Published as Published
from detbal.bench.problems import Vibration as Vibration
from detbal.bench.problems import Well as Well
from detbal.bench.problems import problem as problem
from detbal.bench.protocol import Judgement as Judgement
from detbal.bench.protocol import Problem as Problem
from detbal.bench.score import Score as Score
from detbal.bench.scoreboard import Scoreboard as Scoreboard
from detbal.bench.summary import Summary as Summary
