// Glue as tools write it: a class whose objects own a block. The finalizer has no turn before the loop ends.
import { instance } from './heap.mjs';

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

let sum = 0;
for (let n = 0; n < 500; n++) {
  const tensor = new Tensor(400); // BUG(memory/unfreed-object): never freed
  sum += tensor.sum();
  const short = new Tensor(300);
  sum += short.sum();
  short.free();
}
console.log(sum);
