//! CCITT Group 4 (ITU-T T.6): each row told by where it departs from the row
//! above. A third the size of Flate on a page of text, and every PDF reader since
//! 1993 knows it.

/// Codes of runs, as T.4 prints them: white and black runs of 0 to 63.
const WHITE: &str = "00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 \
    001000 000011 110100 110101 101010 101011 0100111 0001100 0001000 0010111 0000011 0000100 \
    0101000 0101011 0010011 0100100 0011000 00000010 00000011 00011010 00011011 00010010 \
    00010011 00010100 00010101 00010110 00010111 00101000 00101001 00101010 00101011 00101100 \
    00101101 00000100 00000101 00001010 00001011 01010010 01010011 01010100 01010101 00100100 \
    00100101 01011000 01011001 01011010 01011011 01001010 01001011 00110010 00110011 00110100";
const BLACK: &str = "0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 \
    0000111 00000100 00000111 000011000 0000010111 0000011000 0000001000 00001100111 \
    00001101000 00001101100 00000110111 00000101000 00000010111 00000011000 000011001010 \
    000011001011 000011001100 000011001101 000001101000 000001101001 000001101010 000001101011 \
    000011010010 000011010011 000011010100 000011010101 000011010110 000011010111 000001101100 \
    000001101101 000011011010 000011011011 000001010100 000001010101 000001010110 000001010111 \
    000001100100 000001100101 000001010010 000001010011 000000100100 000000110111 000000111000 \
    000000100111 000000101000 000001011000 000001011001 000000101011 000000101100 000001011010 \
    000001100110 000001100111";
/// Runs of 64, 128, … 1728.
const LONG_WHITE: &str = "11011 10010 010111 0110111 00110110 00110111 01100100 01100101 \
    01101000 01100111 011001100 011001101 011010010 011010011 011010100 011010101 011010110 \
    011010111 011011000 011011001 011011010 011011011 010011000 010011001 010011010 011000 \
    010011011";
const LONG_BLACK: &str = "0000001111 000011001000 000011001001 000001011011 000000110011 \
    000000110100 000000110101 0000001101100 0000001101101 0000001001010 0000001001011 \
    0000001001100 0000001001101 0000001110010 0000001110011 0000001110100 0000001110101 \
    0000001110110 0000001110111 0000001010010 0000001010011 0000001010100 0000001010101 \
    0000001011010 0000001011011 0000001100100 0000001100101";
/// Runs of 1792, 1856, … 2560 of either colour.
const LONGER: &str = "00000001000 00000001100 00000001101 000000010010 000000010011 \
    000000010100 000000010101 000000010110 000000010111 000000011100 000000011101 000000011110 \
    000000011111";
/// A change that lies 3 before to 3 behind the one above.
const VERTICAL: [&str; 7] = ["0000010", "000010", "010", "1", "011", "000011", "0000011"];
const PASS: &str = "0001";
const HORIZONTAL: &str = "001";
const END_OF_BLOCK: &str = "000000000001000000000001";

/// Packs rows of equal length; a pixel of 0 is black, any other white.
pub fn encode<'a>(rows: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let runs = [Runs::new(WHITE, LONG_WHITE), Runs::new(BLACK, LONG_BLACK)];
    let mut bits = Bits::default();
    let mut above = Vec::new();
    for row in rows {
        let changes = changes(row);
        encode_row(&changes, &above, row.len(), &runs, &mut bits);
        above = changes;
    }
    bits.put(END_OF_BLOCK);
    bits.bytes
}

/// Where the colour changes; a row begins white, so even places turn black.
fn changes(row: &[u8]) -> Vec<usize> {
    let mut black = false;
    let mut changes = Vec::new();
    for (at, &pixel) in row.iter().enumerate() {
        if (pixel == 0) != black {
            black = !black;
            changes.push(at);
        }
    }
    changes
}

/// The names a0, a1, a2, b1, b2 are those of T.6.
fn encode_row(row: &[usize], above: &[usize], width: usize, runs: &[Runs; 2], bits: &mut Bits) {
    let change = |changes: &[usize], at: usize| changes.get(at).copied().unwrap_or(width);
    let (mut a0, mut begun, mut done, mut nearby) = (0, false, 0, 0);
    while a0 < width {
        // `done` changes lie behind a0, so its parity is the colour: odd black.
        let colour = done % 2;
        let a1 = change(row, done);
        // b1: the first change above, beyond a0, to the other colour. It may lie
        // one change before the last one found, never more.
        nearby = usize::saturating_sub(nearby, 1);
        nearby += usize::from(nearby % 2 != colour);
        while nearby < above.len() && begun && above[nearby] <= a0 {
            nearby += 2;
        }
        let (b1, b2) = (change(above, nearby), change(above, nearby + 1));
        if b2 < a1 {
            bits.put(PASS);
            a0 = b2;
        } else if let Some(code) = (a1 + 3).checked_sub(b1).and_then(|i| VERTICAL.get(i)) {
            bits.put(code);
            a0 = a1;
            done += 1;
        } else {
            let a2 = change(row, done + 1);
            bits.put(HORIZONTAL);
            runs[colour].put(a1 - a0, bits);
            runs[1 - colour].put(a2 - a1, bits);
            a0 = a2;
            done += 2;
        }
        begun = true;
    }
}

/// The codes of one colour, by length and by length / 64 − 1.
struct Runs {
    short: Vec<&'static str>,
    long: Vec<&'static str>,
}

impl Runs {
    fn new(short: &'static str, long: &'static str) -> Self {
        Self {
            short: short.split_ascii_whitespace().collect(),
            long: [long, LONGER]
                .iter()
                .flat_map(|codes| codes.split_ascii_whitespace())
                .collect(),
        }
    }

    fn put(&self, mut length: usize, bits: &mut Bits) {
        let longest = self.long.len() * 64;
        while length >= 64 {
            let part = length.min(longest) / 64;
            bits.put(self.long[part - 1]);
            length -= part * 64;
        }
        bits.put(self.short[length]);
    }
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    count: usize,
}

impl Bits {
    fn put(&mut self, code: &str) {
        for digit in code.bytes() {
            if self.count.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let (b'1', Some(last)) = (digit, self.bytes.last_mut()) {
                *last |= 0x80 >> (self.count % 8);
            }
            self.count += 1;
        }
    }
}
