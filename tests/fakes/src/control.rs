//! What a script outside the process can ask of the server itself, below paths that no forge has.

use crate::faults::Fault;
use crate::http::Request;

pub(crate) enum Order {
    /// `GET /_log`
    Log,
    /// `DELETE /_log`
    Forget,
    /// `POST /_fault` with a [`Fault`] as JSON
    Fault(Fault),
    /// `DELETE /_fault`
    Calm,
    /// Anything else below `/_`.
    Wrong(String),
}

pub(crate) fn read(request: &Request) -> Option<Order> {
    if !request.path.starts_with("/_") {
        return None;
    }
    Some(match (request.method.as_str(), request.path.as_str()) {
        ("GET", "/_log") => Order::Log,
        ("DELETE", "/_log") => Order::Forget,
        ("POST", "/_fault") => match serde_json::from_slice(&request.body) {
            Ok(fault) => Order::Fault(fault),
            Err(error) => Order::Wrong(format!("not a fault: {error}\n")),
        },
        ("DELETE", "/_fault") => Order::Calm,
        (method, path) => Order::Wrong(format!("no such order: {method} {path}\n")),
    })
}
