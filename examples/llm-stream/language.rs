//! A tokenizer and a small language model: pairs of words counted from a text, and one layer of word vectors whose
//! weights come from a seed. It continues a prompt word by word, and says how much a text surprises it.
#![no_std]

const CORPUS: &[u8] = include_bytes!("corpus.txt");
const MAX_WORDS: usize = 192;
const WIDTH: usize = 256;
const UNKNOWN: usize = 0;
const MAX_RANKS: usize = 4;

#[link(wasm_import_module = "host")]
extern "C" {
    /// How far from the likeliest word a tone may go: 0 to 3.
    fn variety_of(tone: i32) -> i32;
    /// `score` is done: how many words were read, and how many bits of surprise each was on average.
    fn scored(ticket: i32, words: i32, bits: f32);
    /// `score` found no word in the text.
    fn nothing_scored(ticket: i32);
}

type Vector = [f32; WIDTH];

struct Language {
    words: [Option<&'static [u8]>; MAX_WORDS],
    known: usize,
    pairs: [[u8; MAX_WORDS]; MAX_WORDS],
    meanings: [Vector; MAX_WORDS],
}

/// Where a continuation is: one at a time.
struct Reading {
    context: Vector,
    previous: usize,
    uses: [u8; MAX_WORDS],
    variety: usize,
    steps: usize,
}

/// Splits a text into words: letters and digits, anything else is between them.
struct Words<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let start = self.rest.iter().position(|byte| is_letter(*byte))?;
        let from = &self.rest[start..];
        let size = from.iter().position(|byte| !is_letter(*byte)).unwrap_or(from.len());
        self.rest = &from[size..];
        Some(&from[..size])
    }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// A cheap curve between -1 and 1.
fn soft(x: f32) -> f32 {
    x / (1.0 + if x < 0.0 { -x } else { x })
}

/// Good to a hundredth of a bit: exponent, and a parabola over the fraction.
fn log2(x: f32) -> f32 {
    let bits = x.to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let fraction = f32::from_bits((bits & 0x7f_ffff) | 0x3f80_0000) - 1.0;
    exponent as f32 + fraction * (1.3465 - 0.3465 * fraction)
}

/// The random vector of a word, from its number.
fn add_noise(vector: &mut Vector, word: usize, weight: f32) {
    let mut state = word as u32 * 2654435761 + 97;
    for value in vector.iter_mut() {
        state = state.wrapping_mul(1664525).wrapping_add(1013904223);
        *value += (state as f32 / 2147483648.0 - 1.0) * weight;
    }
}

impl Language {
    fn text_of(&self, word: usize) -> &'static [u8] {
        self.words[word].unwrap_or(b"")
    }

    fn find(&self, word: &[u8]) -> usize {
        (1..self.known).find(|index| self.text_of(*index).eq_ignore_ascii_case(word)).unwrap_or(UNKNOWN)
    }

    /// Counts the pairs of the corpus; the meaning of a word is the sum of its neighbours' random vectors.
    fn learn(&mut self) {
        self.known = 1;
        let mut previous = UNKNOWN;
        for text in (Words { rest: CORPUS }) {
            let mut word = self.find(text);
            if word == UNKNOWN && self.known < MAX_WORDS {
                word = self.known;
                self.words[word] = Some(text);
                self.known += 1;
            }
            self.pairs[previous][word] = self.pairs[previous][word].saturating_add(1);
            add_noise(&mut self.meanings[word], previous, 0.1);
            add_noise(&mut self.meanings[previous], word, 0.1);
            previous = word;
        }
    }

    #[inline(never)]
    fn likeness(&self, word: usize, context: &Vector) -> f32 {
        let mut sum = 0.0;
        for (weight, value) in self.meanings[word].iter().zip(context) {
            sum += weight * value;
        }
        soft(sum)
    }

    /// How well `word` fits after what was read: never 0.
    fn weight_of(&self, word: usize, reading: &Reading) -> f32 {
        let pairs = self.pairs[reading.previous][word] as f32;
        (pairs + 0.05) * (1.5 + self.likeness(word, &reading.context))
    }

    /// The likeliest words with their weights, best first; words said before count less.
    #[inline(never)]
    fn best(&self, reading: &Reading) -> [(f32, usize); MAX_RANKS] {
        let mut ranks = [(0.0, UNKNOWN); MAX_RANKS];
        for word in 1..self.known {
            let weight = self.weight_of(word, reading) / (1.0 + reading.uses[word] as f32);
            let mut candidate = (weight, word);
            for rank in ranks.iter_mut() {
                if candidate.0 > rank.0 {
                    core::mem::swap(rank, &mut candidate);
                }
            }
        }
        ranks
    }

    /// Bits of surprise at `word`: -log2 of its share of all weights.
    #[inline(never)]
    fn surprise(&self, word: usize, reading: &Reading) -> f32 {
        let mut sum = 0.0;
        for other in 0..self.known {
            sum += self.weight_of(other, reading);
        }
        log2(sum) - log2(self.weight_of(word, reading))
    }
}

impl Reading {
    const NEW: Reading = Reading { context: [0.0; WIDTH], previous: UNKNOWN, uses: [0; MAX_WORDS], variety: 0, steps: 0 };

    fn advance(&mut self, word: usize, meaning: &Vector) {
        for (value, weight) in self.context.iter_mut().zip(meaning) {
            *value = *value * 0.8 + weight * 0.2;
        }
        self.previous = word;
        self.uses[word] = self.uses[word].saturating_add(1);
        self.steps += 1;
    }
}

static mut LANGUAGE: Language = Language { words: [None; MAX_WORDS], known: 0, pairs: [[0; MAX_WORDS]; MAX_WORDS], meanings: [[0.0; WIDTH]; MAX_WORDS] };
static mut READING: Reading = Reading::NEW;
static mut TEXT: [u8; 8192] = [0; 8192];

/// Learns the corpus and returns how many words are known; call it once.
#[no_mangle]
pub unsafe extern "C" fn prepare() -> usize {
    LANGUAGE.learn();
    LANGUAGE.known
}

/// Where the host puts texts, up to 8,192 bytes.
#[no_mangle]
pub unsafe extern "C" fn text_at() -> *mut u8 {
    TEXT.as_mut_ptr()
}

#[no_mangle]
pub unsafe extern "C" fn word_at(word: usize) -> *const u8 {
    LANGUAGE.text_of(word).as_ptr()
}

#[no_mangle]
pub unsafe extern "C" fn word_size(word: usize) -> usize {
    LANGUAGE.text_of(word).len()
}

/// Begins a continuation of the prompt in the first `size` bytes of the text.
#[no_mangle]
pub unsafe extern "C" fn begin_story(size: usize, tone: i32) {
    READING = Reading::NEW;
    for text in (Words { rest: &TEXT[..size] }) {
        let word = LANGUAGE.find(text);
        READING.advance(word, &LANGUAGE.meanings[word]);
    }
    READING.variety = variety_of(tone).clamp(0, MAX_RANKS as i32 - 1) as usize;
}

/// The number of the next word.
#[no_mangle]
pub unsafe extern "C" fn next_word() -> usize {
    let ranks = LANGUAGE.best(&READING);
    let rank = READING.steps * 7 % (READING.variety + 1);
    let word = ranks[rank].1;
    READING.advance(word, &LANGUAGE.meanings[word]);
    word
}

/// Reads the first `size` bytes of the text; calls `scored`, or `nothing_scored`.
#[no_mangle]
pub unsafe extern "C" fn score(ticket: i32, size: usize) {
    READING = Reading::NEW;
    let mut bits = 0.0;
    for text in (Words { rest: &TEXT[..size] }) {
        let word = LANGUAGE.find(text);
        bits += LANGUAGE.surprise(word, &READING);
        READING.advance(word, &LANGUAGE.meanings[word]);
    }
    if READING.steps == 0 {
        nothing_scored(ticket);
    } else {
        scored(ticket, READING.steps as i32, bits / READING.steps as f32);
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
