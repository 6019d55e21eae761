"""What every app shares of HTTP itself: headers, limits, ready-made answers, measuring."""
