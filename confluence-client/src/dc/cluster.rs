//! The cluster.

use crate::Paged;
use crate::declare::endpoints;
use crate::models::dc::NodeStatus;

endpoints! { DataCenter:
    /// Says how each node of the cluster fares.
    fn nodes() -> Paged<NodeStatus> = GetClusterNodeStatuses: GET "/cluster/nodes" paged Start
}
