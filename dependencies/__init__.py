"""What the portal is built on: whether anything of it is known to be weak, and under which licences it comes."""
