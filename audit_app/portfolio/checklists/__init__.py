"""How a checklist grows: `versions` edited and kept, `toml` their text, `development` what changed."""
