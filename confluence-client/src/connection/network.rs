//! The network properties, for this crate's client.

use url::Url;

use crate::error::{Error, ErrorKind, Result};
use crate::transport::{ClientCertificate, Network};

pub(super) fn of(reached: &confluence_oauth::Network) -> Result<Network> {
    let mut network = Network::default();
    if let Some(proxy) = reached.proxy() {
        let address = Url::parse(proxy.expose());
        let unreadable =
            |_| Error::new(ErrorKind::Invalid, "connection").said("ProxyServer is not an address");
        network.proxy = Some(address.map_err(unreadable)?);
    }
    network.trust_roots.extend(reached.roots().map(<[u8]>::to_vec));
    let identity = reached.identity();
    network.client_certificate =
        identity.map(|pem| ClientCertificate::from_pem(pem.expose().as_bytes().to_vec()));
    Ok(network)
}
