"""How fast it is, with very many incidents: `make bench`. Not part of `make test`, because filling takes minutes."""
