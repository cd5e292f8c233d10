"""Detailed balance as the benchmark of computational models: standard problems, contestants, a scoreboard."""

from detbal.bench.problem import Problem as Problem
from detbal.bench.problems import PROBLEMS as PROBLEMS
from detbal.bench.problems import Dot as Dot
from detbal.bench.problems import LevelScheme as LevelScheme
from detbal.bench.problems import OpenSystem as OpenSystem
from detbal.bench.problems import Vibration as Vibration
from detbal.bench.problems import problem as problem
from detbal.bench.score import Score as Score
from detbal.bench.scoreboard import Scoreboard as Scoreboard
from detbal.bench.scoreboard import run as run
