// The same glue in a service: some objects are freed at once, and others by their finalizers, as the loop has its turn.
import { instance, serve } from './heap.mjs';

const { malloc, free, total } = instance.exports;
const finalizers = new FinalizationRegistry((address) => free(address));

class Tensor {
  constructor(size) {
    this.size = size;
    this.address = malloc(size);
    finalizers.register(this, this.address, this);
  }
  sum() {
    return total(this.address, this.size);
  }
  free() {
    finalizers.unregister(this);
    free(this.address);
  }
}

await serve((n) => {
  const tensor = new Tensor(400);
  if (n % 2 === 0) return tensor.sum();
  const sum = tensor.sum();
  tensor.free();
  return sum;
});
