//! The module `content`: what people and models read, and what edits leave alone.

mod adf;
mod edits;
mod generator;
mod golden;
mod hostile;
mod kept;
mod properties;
mod random_edits;
mod reading;
mod three_way;
