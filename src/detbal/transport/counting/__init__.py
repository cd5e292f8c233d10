"""Full counting statistics: how many electrons a lead gives, how that fluctuates, and what fluctuation theorems say."""
