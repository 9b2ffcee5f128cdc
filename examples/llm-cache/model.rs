//! A tiny language model: words of a fixed vocabulary, one hidden layer of recurrent state, weights made from a seed.
//! It continues a prompt greedily, so equal prompts give equal answers.
#![no_std]

const VOCABULARY: [&str; 64] = [
    "the", "a", "model", "answer", "token", "cache", "memory", "request", "service", "device", "sensor", "value", "line",
    "reads", "writes", "returns", "keeps", "drops", "finds", "shares", "waits", "grows", "and", "or", "when", "because",
    "slow", "fast", "small", "large", "new", "old", "first", "last", "each", "every", "again", "later", "never", "always",
    "in", "of", "for", "with", "from", "under", "after", "before", "one", "two", "many", "few", "data", "frame", "batch",
    "state", "time", "cost", "load", "path", "key", "page", "row", "text",
];
const WIDTH: usize = 96;

type Vector = [f32; WIDTH];

struct Model {
    embeddings: [Vector; VOCABULARY.len()],
    recurrent: [Vector; WIDTH],
}

fn fill(rows: &mut [Vector], mut seed: u32) {
    for weight in rows.iter_mut().flatten() {
        seed = seed.wrapping_mul(1664525).wrapping_add(1013904223);
        *weight = (seed as f32 / 2147483648.0 - 1.0) * 0.2;
    }
}

/// A cheap curve between -1 and 1.
fn soft(x: f32) -> f32 {
    x / (1.0 + if x < 0.0 { -x } else { x })
}

fn dot(a: &Vector, b: &Vector) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

impl Model {
    fn advance(&self, hidden: &mut Vector, token: usize) {
        let mut next = [0.0; WIDTH];
        for (i, row) in self.recurrent.iter().enumerate() {
            next[i] = soft(dot(row, hidden) + self.embeddings[token][i] * 3.0);
        }
        *hidden = next;
    }

    fn best(&self, hidden: &Vector, step: usize, previous: usize) -> usize {
        let mut best = (f32::MIN, 0);
        for (token, embedding) in self.embeddings.iter().enumerate() {
            // A word just said is less likely, and the place in the text matters a little.
            let penalty = if token == previous { 10.0 } else { 0.0 };
            let score = dot(embedding, hidden) - penalty + ((token * 31 + step * 17) % 13) as f32 * 0.05;
            if score > best.0 {
                best = (score, token);
            }
        }
        best.1
    }

    /// Writes up to `words` words to `text` and returns how many bytes they took.
    fn generate(&self, prompt: &[u8], words: usize, text: &mut [u8]) -> usize {
        let mut hidden = [0.0; WIDTH];
        for byte in prompt {
            self.advance(&mut hidden, *byte as usize % VOCABULARY.len());
        }
        let (mut token, mut size) = (0, 0);
        for step in 0..words {
            token = self.best(&hidden, step, token);
            for byte in VOCABULARY[token].bytes().chain([b' ']) {
                if size == text.len() {
                    return size;
                }
                text[size] = byte;
                size += 1;
            }
            self.advance(&mut hidden, token);
        }
        size
    }
}

static mut MODEL: Model = Model { embeddings: [[0.0; WIDTH]; VOCABULARY.len()], recurrent: [[0.0; WIDTH]; WIDTH] };
static mut PROMPT: [u8; 4096] = [0; 4096];
static mut TEXT: [u8; 16384] = [0; 16384];

/// Makes the weights; call it once.
#[no_mangle]
pub extern "C" fn prepare() {
    unsafe {
        fill(&mut MODEL.embeddings, 7);
        fill(&mut MODEL.recurrent, 11);
    }
}

#[no_mangle]
pub extern "C" fn prompt_space() -> *mut u8 {
    unsafe { PROMPT.as_mut_ptr() }
}

#[no_mangle]
pub extern "C" fn text_space() -> *const u8 {
    unsafe { TEXT.as_ptr() }
}

/// Continues the prompt by `words` words; returns the length of the text at `text_space`.
///
/// # Safety
/// `prompt` points to `size` readable bytes.
#[no_mangle]
pub unsafe extern "C" fn generate(prompt: *const u8, size: usize, words: usize) -> usize {
    MODEL.generate(core::slice::from_raw_parts(prompt, size), words, &mut TEXT)
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
