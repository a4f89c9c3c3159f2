"""The picture over time, with live numbers: for those who may see them, of the incidents that they may read."""
