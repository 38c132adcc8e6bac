"""Reading pictures: each file format becomes H x W x 3 RGB of 8 bits (sRGB), or a plain reason why not.

``training.core.images`` is the door. Ordinary JPEG, PNG, BMP and WebP files are decoded in the calling process by
Pillow (``ordinary``); all other files in a helper process (``isolated``, ``helper``, ``special``), because their
decoders are written in C and meet damaged files less often.
"""
