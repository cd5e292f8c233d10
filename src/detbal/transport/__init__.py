"""Transport: quantum dots between leads, and how a bias or a difference of temperatures breaks balance."""
