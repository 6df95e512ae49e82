"""One audit as one file for another tablet: `mraudit` writes and takes it, `foreign_log` tries a log before that."""
