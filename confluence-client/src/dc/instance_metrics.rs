//! How much the server holds.

use crate::models::dc::InstanceMetrics;
use crate::operation::declare::endpoints;

endpoints! { DataCenter:
    /// Says how much the server holds.
    fn get() -> InstanceMetrics = GetInstanceMetrics("index_1"): GET "/instance-metrics"
}
