"""The methods that come with the scorecard, one TOML file each; `scorecard.method` reads them."""
