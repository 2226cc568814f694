import { useOnline } from "./use-online.js";

export function OfflineBanner() {
  const online = useOnline();
  return (
    <div className="banner-place" role="status">
      {!online && (
        <p className="banner">You are offline. Changes wait in this window, and are saved when you are back online.</p>
      )}
    </div>
  );
}
