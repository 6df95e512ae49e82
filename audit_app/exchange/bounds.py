"""How much one message may hold: measured before it is read, so that no partner can make another work without end."""

MOST_BYTES = 16 << 20  # of one push as JSON text
MOST_VALUES = 2_000_000  # in one push: commas, colons and brackets
MOST_ENTRIES = 1_000  # in one push or page
MOST_PAPERS = 16  # in one push
MOST_RECORDS = 200  # in one push: what is neither entry nor paper
LONGEST_ENTRY = 2_000_000  # characters; a signature's drawing is the largest thing an entry holds
LONGEST_PAPER = 8_000_000  # characters of a checklist or a library
LONGEST_RECORD = 100_000  # characters
PAGE_BYTES = 8 << 20  # of bodies in one page; a page has one item at least
PIECE = 1 << 20  # bytes of a picture in one piece
LARGEST_PICTURE = 200_000_000  # bytes
MOST_DIGESTS = 1_000  # asked after in one message
MOST_TOLD = 200  # forks, gaps or receipts in one answer
