//! Filters one frame of a vibration sensor at a time: removes the mean, smooths over a window, and measures what is left.
#![no_std]

const CAPACITY: usize = 1 << 18;
const WINDOW: usize = 8;

static mut SAMPLES: [f32; CAPACITY] = [0.0; CAPACITY];

fn mean_of(samples: &[f32]) -> f32 {
    let mut sum = 0.0;
    for sample in samples {
        sum += sample;
    }
    sum / samples.len() as f32
}

/// A running window keeps the work per sample constant.
fn smoothed_energy(samples: &[f32], mean: f32) -> f32 {
    let mut window = [0.0f32; WINDOW];
    let mut sum = 0.0;
    let mut energy = 0.0;
    for (index, sample) in samples.iter().enumerate() {
        let slot = index % WINDOW;
        let centred = sample - mean;
        sum += centred - window[slot];
        window[slot] = centred;
        let smoothed = sum / WINDOW as f32;
        energy += smoothed * smoothed;
    }
    energy / samples.len() as f32
}

/// Where the host puts the samples of the next frame.
#[no_mangle]
pub extern "C" fn samples_at() -> *mut f32 {
    unsafe { SAMPLES.as_mut_ptr() }
}

/// Mean energy of the smoothed frame; 0 for a frame without samples or with too many.
#[no_mangle]
pub extern "C" fn frame_energy(count: usize) -> f32 {
    if count == 0 || count > CAPACITY {
        return 0.0;
    }
    let samples = unsafe { &SAMPLES[..count] };
    smoothed_energy(samples, mean_of(samples))
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
