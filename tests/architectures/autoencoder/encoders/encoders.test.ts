/** @file Every encoder against its contract. */
import { MlpEncoder, mlpEncoderConfig } from "../../../../src/architectures/autoencoder/encoders/mlp.ts";
import { encoderContract } from "../../../contracts/encoder.ts";

const mlp = (dropout: number) =>
  mlpEncoderConfig.parse({ kind: "mlp", enc_hidden: [8, 8], dropout, activation: "gelu", id_embed_dim: 3 });

encoderContract("MlpEncoder", (sizes, scope) => new MlpEncoder(mlp(0), sizes, scope));
encoderContract("MlpEncoder with dropout", (sizes, scope) => new MlpEncoder(mlp(0.3), sizes, scope));
