"""What people read of decisions: text, pages and tables; and files that are written whole."""
