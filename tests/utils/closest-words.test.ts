import { expect, test } from "vitest";
import { closestWords } from "#utils/closest-words.ts";

const loops = ["ae", "gan_ae", "diffusion_ae", "simple_mlp"];

test.each([
  ["gan", loops, ["gan_ae"]],
  ["diffusion", loops, ["diffusion_ae"]],
  ["mlp", loops, ["simple_mlp"]],
  ["aee", loops, ["ae"]],
  ["mpl", ["gnn", "mlp"], ["mlp"]],
  ["vqq", ["linear", "vq", "cosine_vq"], ["vq"]],
  ["VQ", ["cosine_vq", "vq"], ["vq", "cosine_vq"]],
  ["adversarial_loss", ["adversarial", "reconstruction"], ["adversarial"]],
  ["epoch", ["lr", "epochs", "seed"], ["epochs"]],
  ["gpu", ["auto", "cpu"], ["cpu"]],
  ["x", ["lr", "ae"], []],
  ["", ["lr"], []],
])("%s of %j means %j", (wanted, known, found) => {
  expect(closestWords(wanted, known)).toEqual(found);
});
