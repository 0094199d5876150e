"""The one place that speaks SQL: `database` holds scorecard.db, `shard` a crawl's frontier and capture index."""
