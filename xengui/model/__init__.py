"""What a pool is: frozen records, snapshots, the store."""
