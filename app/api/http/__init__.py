"""What every door shares of HTTP itself: headers, limits, ready-made answers, measuring."""
