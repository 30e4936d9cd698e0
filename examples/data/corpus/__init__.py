"""An invented district's worth of township ledgers, with the truth beside them."""
