"""For test suites, ours and yours: assertions on rates, the conformance kit of domains and adapters.

`detbal.testing.strategies` holds Hypothesis strategies; it is apart, since it needs Hypothesis.
"""

from detbal.testing.assertions import assert_balanced as assert_balanced
from detbal.testing.conformance import assert_adapter as assert_adapter
from detbal.testing.conformance import assert_domain as assert_domain
from detbal.testing.conformance import assert_example as assert_example
from detbal.testing.conformance import assert_pairs as assert_pairs
from detbal.testing.conformance import assert_verdict as assert_verdict
