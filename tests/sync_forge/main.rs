//! The whole program against strict forges: what it costs, what it leaves when it is killed, what it says.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the tests lay out reports, fail where they stand, and show what people read"
)]

mod changes;
mod ci;
mod costs;
mod days;
mod decisions;
mod every;
mod gitlab;
mod killed;
mod limits;
mod messages;
mod rights;
mod routes;
mod stage;
mod structure;
mod table;
mod together;
mod trust;
mod unseen;
mod words;
mod world;
